/**
 * The files that this library reads and writes, behind a small interface. Knows no other package.
 */
package io.espalier.pruning.storage;
