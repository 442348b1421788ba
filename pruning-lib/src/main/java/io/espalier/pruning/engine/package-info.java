/**
 * All that knows PyTorch's own side; the other packages know DJL's arrays alone. Knows no other
 * package.
 */
package io.espalier.pruning.engine;
