/** The datasets of a sweep: their locations, their fingerprints, and the one cache of a process. */
package io.espalier.jobs.data;
