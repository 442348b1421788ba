package io.espalier.jobs.config;

import io.espalier.jobs.sweep.Place;

/**
 * One value of a dimension of the grid.
 *
 * @param place where it was written
 */
record Picked<T>(Place place, T value) {}
