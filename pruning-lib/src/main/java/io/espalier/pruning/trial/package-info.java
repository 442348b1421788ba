/** One run from its specification to its result: the door by which a program uses this library. */
package io.espalier.pruning.trial;
