// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;

/**
 * The images of a split in the memory of the device.
 *
 * @param levels uint8, (image, row, column, channel)
 * @param labels int64, (image)
 */
record DeviceSplit(NDArray levels, NDArray labels) {}
