// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RowTypeTest {

  record Part(@Nullable Long macsKept, String weightsUri) {}

  record Whole(int schemaVersion, Part part, double top5) {}

  record Boxed(Integer count) {}

  record NullPrimitive(@Nullable int count) {}

  record Unknown(List<String> names) {}

  record Twice(String weightsUri, Part part) {}

  @Test
  void a_nested_record_contributes_its_columns_in_place() {
    RowType<Whole> type = new RowType<>(Whole.class);

    assertThat(type.columns())
        .containsExactly(
            new Column("schema_version", Column.Type.INT, false),
            new Column("macs_kept", Column.Type.LONG, true),
            new Column("weights_uri", Column.Type.TEXT, false),
            new Column("top5", Column.Type.DOUBLE, false));
    Whole row = new Whole(1, new Part(null, "u"), 0.5);
    assertThat(type.values(row)).containsExactly(1, null, "u", 0.5);
    assertThat(type.row(type.values(row))).isEqualTo(row);
  }

  @Test
  void the_avro_schema_is_nullable_only_for_nullable_columns() {
    assertThat(new RowType<>(Part.class).avroSchema().getField("macs_kept").schema().isNullable())
        .isTrue();
    assertThat(new RowType<>(Part.class).avroSchema().getField("weights_uri").schema().isNullable())
        .isFalse();
  }

  @Test
  void the_spark_schema_is_nullable_everywhere_because_older_files_lack_columns() {
    assertThat(new RowType<>(Part.class).sparkSchema())
        .isEqualTo(
            new StructType()
                .add("macs_kept", DataTypes.LongType, true)
                .add("weights_uri", DataTypes.StringType, true));
  }

  @Test
  void an_unsupported_column_type_is_rejected() {
    assertThatThrownBy(() -> new RowType<>(Boxed.class))
        .hasMessage(
            "Invalid column Boxed.count: Integer, must be a String, int, long, double or boolean, boxed"
                + " if @Nullable");
    assertThatThrownBy(() -> new RowType<>(NullPrimitive.class))
        .hasMessageStartingWith("Invalid column NullPrimitive.count: int");
    assertThatThrownBy(() -> new RowType<>(Unknown.class))
        .hasMessageStartingWith("Invalid column Unknown.names: List");
  }

  @Test
  void duplicate_column_names_are_rejected() {
    assertThatThrownBy(() -> new RowType<>(Twice.class))
        .hasMessage("Invalid row Twice: duplicate column weights_uri");
  }

  @Test
  void columns_of_released_tables_are_kept() {
    assertThat(names(RunRow.class))
        .containsExactly(
            ("schema_version key dataset dataset_fingerprint model structure method variant setting"
                    + " dense_variant settings seed sparsity_target dense_key parent_key scores_key"
                    + " sparsity"
                    + " kept prunable groups groups_kept accuracy top5 loss parameters parameters_kept macs macs_kept"
                    + " weights_uri mask_uri epochs passes method_seconds wall_seconds"
                    + " forward_passes threads"
                    + " device device_kind host executor instruction_set tf32 attempt started_at"
                    + " finished_at"
                    + " espalier_version git_commit spark_version djl_version libtorch_version"
                    + " java_version os")
                .split(" "));
    assertThat(names(EpochRow.class))
        .containsExactly(
            "key",
            "phase",
            "epoch",
            "epochs",
            "passes",
            "train_loss",
            "test_loss",
            "test_accuracy",
            "seconds");
    assertThat(names(LayerRow.class))
        .containsExactly(
            "key", "layer", "name", "shape", "prunable", "kept", "pq_index", "distortion");
    assertThat(names(FailureRow.class))
        .contains("key", "method", "attempt", "kind", "cause", "host", "executor", "failed_at");
  }

  private static List<String> names(Class<? extends Record> row) {
    return new RowType<>(row).columns().stream().map(Column::name).toList();
  }
}
