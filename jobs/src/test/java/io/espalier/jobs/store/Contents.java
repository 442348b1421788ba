// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** What files hold, as texts to search: their bytes, and what is compressed in them. */
final class Contents {
  private Contents() {}

  /** The texts of a file; its bytes as characters, one each. */
  static List<String> of(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<String> texts = new ArrayList<>(List.of(text(bytes)));
    if (startsWith(bytes, 0x1f, 0x8b)) {
      texts.add(text(all(new GZIPInputStream(new ByteArrayInputStream(bytes)))));
    } else if (startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd)) {
      texts.add(
          text(all(new ZstdInputStream(new ByteArrayInputStream(bytes)).setContinuous(true))));
    } else if (startsWith(bytes, 'P', 'A', 'R', '1')) {
      texts.add(rows(file));
    }
    return texts;
  }

  private static String rows(Path file) throws IOException {
    Configuration hadoop = new Configuration();
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    StringBuilder text = new StringBuilder();
    try (ParquetFileReader footer =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, hadoop))) {
      text.append(footer.getFileMetaData());
    }
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), path).withConf(hadoop).build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        text.append(row);
      }
    }
    return text.toString();
  }

  private static byte[] all(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static boolean startsWith(byte[] bytes, int... first) {
    for (int i = 0; i < first.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xff) != first[i]) {
        return false;
      }
    }
    return true;
  }
}
