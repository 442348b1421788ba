/**
 * The program. {@link io.espalier.jobs.Espalier} is its main class, and knows {@code cli} alone.
 */
package io.espalier.jobs;
