// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.sweep.Place;

/**
 * A value of a dimension of the grid.
 *
 * @param place in the source
 */
record Picked<T>(Place place, T value) {}
