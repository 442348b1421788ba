/**
 * A valid sweep: cells, parts, data sources, and how runs are executed. Depends on no other
 * package.
 */
package io.espalier.jobs.sweep;
