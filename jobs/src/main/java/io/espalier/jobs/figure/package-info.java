/**
 * Charts of a section of an answer. Knows {@code query}; draws, and computes nothing that a table
 * does not have.
 */
package io.espalier.jobs.figure;
