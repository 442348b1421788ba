// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

/**
 * Work with a result.
 *
 * @param <T> the result
 * @param <E> what it throws
 */
@FunctionalInterface
public interface Work<T, E extends Exception> {
  T run() throws E;
}
