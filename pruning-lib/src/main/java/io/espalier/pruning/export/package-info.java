/** Tickets: the files that a run writes, and how to load them. */
package io.espalier.pruning.export;
