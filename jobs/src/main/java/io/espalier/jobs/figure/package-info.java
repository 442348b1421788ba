/** Charts of the sections of a result. Depends on {@code query}; only draws values of tables. */
package io.espalier.jobs.figure;
