package io.espalier.jobs.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Lets a query begin with a comment. A comment of SQL begins as an option does; but it ends with
 * its line, and no option has two.
 */
final class CommentedQuery implements IParameterPreprocessor {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's interface has it
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    arguments.replaceAll(
        given -> given.startsWith("--") && given.contains("\n") ? "\n" + given : given);
    return false; // they are still to be parsed
  }
}
