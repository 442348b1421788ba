package io.espalier.pruning.catalog;

import java.io.Serializable;

/**
 * One thing that is wrong with a user's settings.
 *
 * @param setting the setting's name as users write it, or the empty string when no single setting
 *     is meant
 * @param message what is wrong and what would be right, as a sentence a user can act on, without a
 *     full stop: {@code Invalid gamma: 0.0, must be greater than 0}
 */
public record Problem(String setting, String message) implements Serializable {}
