/**
 * Datasets, their decoding, augmentation, and batches. Knows {@code catalog} and {@code storage}.
 */
package io.espalier.pruning.data;
