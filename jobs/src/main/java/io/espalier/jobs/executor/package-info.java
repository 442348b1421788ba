/** A run on an executor: its device, its attempts, its rows and its failures. */
package io.espalier.jobs.executor;
