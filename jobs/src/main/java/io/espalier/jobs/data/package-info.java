/** The datasets of a sweep: where they lie, their fingerprints, and the one cache of a process. */
package io.espalier.jobs.data;
