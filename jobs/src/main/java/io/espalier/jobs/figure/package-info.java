/** Charts of the sections of a result. Knows {@code query}; only draws values of tables. */
package io.espalier.jobs.figure;
