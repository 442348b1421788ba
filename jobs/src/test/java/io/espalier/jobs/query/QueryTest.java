// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryTest {

  @Test
  void the_leading_comments_are_the_title_and_the_description() {
    String sql = "-- Title\n-- What it\n-- shows.\n\n-- why\nselect 1\n";

    assertThat(Query.parse("x", sql)).isEqualTo(new Query("x", "Title", "What it\nshows.", sql));
  }

  @Test
  void a_title_is_required() {
    assertThatThrownBy(() -> Query.parse("x", "select 1"))
        .hasMessage("Invalid report x: must start with \"-- <title>\"");
  }

  @Test
  void a_missing_report_is_named() {
    assertThatThrownBy(() -> Query.named("tickts"))
        .hasMessage("Cannot read report tickts: no /sql/tickts.sql");
  }
}
