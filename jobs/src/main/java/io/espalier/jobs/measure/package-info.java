/** Measures tickets on images of their dataset, one task a ticket. */
package io.espalier.jobs.measure;
