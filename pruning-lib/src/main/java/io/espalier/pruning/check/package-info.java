/**
 * Whether the engine computes right on this processor, with which instructions, and what a run
 * needs of it.
 */
package io.espalier.pruning.check;
