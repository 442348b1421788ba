// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-processor")
class LocationCredentialsTest {
  @ParameterizedTest
  @CsvSource({
    "s3a://KEY:PASSWD@bucket/a, s3a://***@bucket/a",
    "s3a://KEY:PASS/WD+x=@bucket/a@b, s3a://***@bucket/a@b",
    "s3a://KEY@bucket, s3a://***@bucket",
    "S3N://:PASSWD@bucket, S3N://***@bucket",
    "gs://KEY:PASSWD@bucket, gs://***@bucket",
    "hdfs://KEY:PASSWD@host:8020/a, hdfs://***@host:8020/a",
    "'of s3a://KEY:PASSWD@one/a, and s3a://KEY:PASSWD@two', 'of s3a://***@one/a, and s3a://***@two'",
    "data.cifar10=s3a://KEY:PASSWD@bucket/a, data.cifar10=s3a://***@bucket/a"
  })
  void credentials_of_a_location_are_found_and_hidden(String text, String hidden) {
    assertThat(LocationCredentials.areIn(text)).isTrue();
    assertThat(LocationCredentials.hidden(text)).isEqualTo(hidden);
    assertThat(LocationCredentials.refusal(text)).contains(hidden).doesNotContain("PASSWD", "KEY:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://bucket/a@b",
        "s3a://bucket/a:b@c",
        "hdfs://host:8020/a@b",
        "hdfs://user@host:8020/a",
        "abfss://container@account.dfs.core.windows.net/a",
        "file:///a:b@c",
        "/a:b@c",
        "user@host:/a",
        ""
      })
  void other_locations_have_none(String location) {
    assertThat(LocationCredentials.areIn(location)).isFalse();
    assertThat(LocationCredentials.hidden(location)).isEqualTo(location);
  }

  @Test
  void two_locations_in_a_text_are_not_taken_for_one() {
    String text = "s3a://bucket:x, and a@b";
    assertThat(LocationCredentials.hidden(text)).isEqualTo(text);
  }
}
