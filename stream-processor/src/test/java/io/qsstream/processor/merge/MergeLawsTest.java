package io.qsstream.processor.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.LegFact;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.UserIdentity;
import java.util.function.BinaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** What makes order and repetition of deliveries harmless. */
@Domain(Facts.class)
class MergeLawsTest {

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void samplesMergeInAnyOrderAnyNumberOfTimes(@ForAll QosSample a, @ForAll QosSample b, @ForAll QosSample c) {
        obeysTheLaws(SampleMerge::merge, a, b, c);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void identitiesMergeInAnyOrderAnyNumberOfTimes(
            @ForAll UserIdentity a, @ForAll UserIdentity b, @ForAll UserIdentity c) {
        obeysTheLaws(IdentityMerge::merge, a, b, c);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void legFactsMergeInAnyOrderAnyNumberOfTimes(@ForAll LegFact a, @ForAll LegFact b, @ForAll LegFact c) {
        obeysTheLaws(LegFactMerge::merge, a, b, c);
    }

    private static <T extends SpecificRecord> void obeysTheLaws(BinaryOperator<T> merge, T a, T b, T c) {
        T aBefore = copy(a);
        T bBefore = copy(b);

        T ab = merge.apply(a, b);

        assertThat(ab).as("commutative").isEqualTo(merge.apply(b, a));
        assertThat(merge.apply(ab, c)).as("associative").isEqualTo(merge.apply(a, merge.apply(b, c)));
        assertThat(merge.apply(a, a)).as("idempotent").isSameAs(a);
        assertThat(merge.apply(a, copy(a))).as("the same fact again").isSameAs(a);
        assertThat(merge.apply(ab, copy(a))).as("a part again").isSameAs(ab);
        assertThat(merge.apply(ab, copy(b))).as("the other part again").isSameAs(ab);
        if (!ab.equals(a)) {
            assertThat(ab).as("news makes a new record").isNotSameAs(a);
        } else {
            assertThat(ab).as("no news, no new record").isSameAs(a);
        }
        assertThat(a).as("arguments are left alone").isEqualTo(aBefore);
        assertThat(b).as("arguments are left alone").isEqualTo(bBefore);
    }

    private static <T extends SpecificRecord> T copy(T record) {
        return SpecificData.get().deepCopy(record.getSchema(), record);
    }
}
