/**
 * Checks whether the engine computes correctly on this processor and with which instruction set,
 * and what a run needs from it.
 */
package io.espalier.pruning.check;
