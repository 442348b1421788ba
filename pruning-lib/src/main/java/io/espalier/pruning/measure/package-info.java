/** Sizes, multiply-accumulates, and what each layer keeps. */
package io.espalier.pruning.measure;
