/** Sizes, multiply-accumulate operations, and the sparsity of layers. */
package io.espalier.pruning.measure;
