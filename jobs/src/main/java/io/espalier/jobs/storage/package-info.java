/** Files on any Hadoop file system, and parallel operations on many of them. */
package io.espalier.jobs.storage;
