/**
 * Masks, exact sparsity, and the selections that rank scores: single weights, filters, channels, N
 * of M.
 */
package io.espalier.pruning.mask;
