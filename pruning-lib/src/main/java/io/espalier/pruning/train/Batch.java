package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;

/**
 * Some images on the device.
 *
 * @param images float32, (batch, channels, height, width), a view of channels-last memory
 * @param labels int64, (batch)
 * @param size the number of images
 */
public record Batch(NDArray images, NDArray labels, int size) {}
