/**
 * Results as Parquet: the rows, their files, and their compaction. The results are a sweep's whole
 * state.
 */
package io.espalier.jobs.store;
