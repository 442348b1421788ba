/** Names used in sweeps, settings as records, and errors in both. Depends on no other package. */
package io.espalier.pruning.catalog;
