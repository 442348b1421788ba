/** Names that users write, settings as records, and errors about both. Knows no other package. */
package io.espalier.pruning.catalog;
