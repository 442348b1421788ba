/**
 * The commands, their options, and how errors are printed. Nothing knows this package but the main
 * class.
 */
package io.espalier.jobs.cli;
