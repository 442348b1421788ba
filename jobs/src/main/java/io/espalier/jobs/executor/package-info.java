/** One run on an executor: its device, its attempts, its rows, and how it fails. */
package io.espalier.jobs.executor;
