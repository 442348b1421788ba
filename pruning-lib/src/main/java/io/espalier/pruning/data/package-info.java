/**
 * Datasets, their decoding, augmentation, and batches. Depends on {@code catalog} and {@code
 * storage}.
 */
package io.espalier.pruning.data;
