/**
 * Checks whether a sweep can run: the environment of each slot of the cluster, and its problems.
 */
package io.espalier.jobs.doctor;
