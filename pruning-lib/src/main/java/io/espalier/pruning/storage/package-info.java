/**
 * The files that this library reads and writes, behind a small interface. Depends on no other
 * package.
 */
package io.espalier.pruning.storage;
