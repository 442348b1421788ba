/** Networks as ONNX files, and the same files in ONNX Runtime. */
package io.espalier.pruning.onnx;
