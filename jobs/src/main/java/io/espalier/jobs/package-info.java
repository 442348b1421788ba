/**
 * The program. {@link io.espalier.jobs.Espalier} is its main class and depends only on {@code cli}.
 */
package io.espalier.jobs;
