// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Accepts queries that start with a comment. An SQL comment starts like an option, but it is
 * followed by a line break, which no option contains.
 */
final class CommentedQuery implements IParameterPreprocessor {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's interface has it
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    arguments.replaceAll(
        given -> given.startsWith("--") && given.contains("\n") ? "\n" + given : given);
    return false; // the arguments are still to be parsed
  }
}
