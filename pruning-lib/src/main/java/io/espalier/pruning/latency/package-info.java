/** Measures how long a forward pass of a ticket takes, in libtorch and in ONNX Runtime. */
package io.espalier.pruning.latency;
