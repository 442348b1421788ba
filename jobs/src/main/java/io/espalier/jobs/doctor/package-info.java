/**
 * Whether a sweep could run here: what each slot of the cluster sees, and what is wrong with it.
 */
package io.espalier.jobs.doctor;
