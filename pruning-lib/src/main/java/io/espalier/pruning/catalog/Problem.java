// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.io.Serializable;

/**
 * A problem in the settings of a user.
 *
 * @param setting name of the setting, or the empty string if the problem does not belong to one
 * @param message the problem and the valid values, without a full stop: {@code Invalid gamma: 0.0,
 *     must be greater than 0}
 */
public record Problem(String setting, String message) implements Serializable {}
