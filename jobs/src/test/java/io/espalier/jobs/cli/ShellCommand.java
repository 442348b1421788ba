// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command of a page, split into words as a shell does.
 *
 * @param environment variables that are set for it
 * @param words the program and its arguments
 */
public record ShellCommand(Map<String, String> environment, List<String> words) {
  private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(.*)", Pattern.DOTALL);

  /** The commands of a block, one a line; a backslash or an open quote continues a line. */
  public static List<ShellCommand> in(String block) {
    List<ShellCommand> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isWord = false;
    char quote = 0;
    String text = block.replace("\\\n", " ") + "\n";
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        isWord = true;
      } else if (!Character.isWhitespace(c) && !(c == '#' && !isWord)) {
        word.append(c);
        isWord = true;
      } else {
        if (isWord) {
          words.add(word.toString());
          word.setLength(0);
          isWord = false;
        }
        if (c == '#') {
          i = text.indexOf('\n', i);
        }
        if (text.charAt(i) == '\n' && !words.isEmpty()) {
          commands.add(of(words));
          words = new ArrayList<>();
        }
      }
    }
    return commands;
  }

  private static ShellCommand of(List<String> words) {
    Map<String, String> environment = new LinkedHashMap<>();
    int program = 0;
    for (String word : words) {
      Matcher variable = VARIABLE.matcher(word);
      if (!variable.matches()) {
        break;
      }
      environment.put(variable.group(1), variable.group(2));
      program++;
    }
    return new ShellCommand(environment, List.copyOf(words.subList(program, words.size())));
  }

  public String program() {
    return words.isEmpty() ? "" : words.get(0);
  }

  public List<String> arguments() {
    return words.subList(1, words.size());
  }

  @Override
  public String toString() {
    return String.join(" ", words).replaceAll("\\s+", " ");
  }
}
