/** Runs a trial from its specification to its result: the entry point of this library. */
package io.espalier.pruning.trial;
