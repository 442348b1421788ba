/**
 * All code that depends on PyTorch; the other packages use only arrays of DJL. Depends on no other
 * package.
 */
package io.espalier.pruning.engine;
