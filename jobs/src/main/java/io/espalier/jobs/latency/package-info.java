/** Measures how long forward passes of tickets take, on one machine of the cluster. */
package io.espalier.jobs.latency;
