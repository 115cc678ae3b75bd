package io.qsstream.processor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.serde.AvroOutput;
import io.qsstream.schema.serde.TrustedRecords;
import io.qsstream.v1.SessionWindowState;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StateCodecTest {

    private static final Schema CURRENT = SessionWindowState.getClassSchema();

    /** As the state might have been before it had {@code changed}. */
    private static final Schema EARLIER = new Schema.Parser().parse("""
                    {"type":"record","name":"SessionWindowState","namespace":"io.qsstream.v1","fields":[
                      {"name":"revision","type":"int","default":0},
                      {"name":"gone","type":["null","string"],"default":null}]}""");

    @BeforeAll
    static void trust() {
        TrustedRecords.trust();
    }

    @Test
    void whatAnEarlierBuildLeftIsRead() {
        // Given
        AvroOutput out = new AvroOutput();
        out.writeRaw((byte) 1);
        out.writeLong(1 << 1); // The second field is absent.
        out.writeLong(7);

        // When
        SessionWindowState read =
                new StateCodec<>(SessionWindowState.class, List.of(EARLIER, CURRENT)).decode(out.toByteArray());

        // Then
        assertThat(read).isEqualTo(new SessionWindowState(7, false, null));
    }

    @Test
    void whatALaterBuildWroteIsRefusedWithTheVersionsNamed() {
        byte[] later = {3, 0, 0};

        assertThatThrownBy(() -> new StateCodec<>(SessionWindowState.class, List.of(EARLIER, CURRENT)).decode(later))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("SessionWindowState of version 3 was written by a newer build; this one knows 2");
    }

    @Test
    void aStateIsItsVersionAndItsCompactForm() {
        byte[] bytes = StateCodec.of(new SessionWindowState()).encode(new SessionWindowState(1, true, null));

        assertThat(bytes).containsExactly(2, 8, 2, 1);
    }

    @Test
    void theWellKnownTextsAreAllDifferent() {
        assertThat(WellKnownTexts.ALL).doesNotHaveDuplicates();
    }
}
