package io.qsstream.processor.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.qsstream.processor.score.EModel.Codec;
import io.qsstream.processor.score.EModel.Transmission;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EModelTest {

    /** A figure of four decimals is the rounded one: it may be half a unit off, and no more. */
    private static final Offset<Double> FOUR_DECIMALS = within(0.00005);

    private static final Offset<Double> THREE_DECIMALS = within(0.0005);
    private static final Offset<Double> TWO_DECIMALS = within(0.005);

    @Test
    void theDefaultsGiveTheStandardsOwnRating() {
        // When
        Transmission clean = EModel.full(0, new Codec(0, 25.1), 0, 1);

        // Then
        assertThat(clean.ro()).isCloseTo(94.7688, FOUR_DECIMALS);
        assertThat(clean.is()).isCloseTo(1.4136, FOUR_DECIMALS);
        assertThat(clean.r()).isCloseTo(93.2, within(0.05));
    }

    @ParameterizedTest(name = "Ta {0} ms, Ie {1}, Bpl {2}, loss {3} %: R {8}, MOS {9}")
    @CsvSource({
        "  0,  0, 25.1, 0,      0, 0.1490,      0,       0, 93.2062, 4.4094",
        "100,  0, 25.1, 0, 1.9638, 0.7277,      0,       0, 90.6637, 4.3549",
        "150,  0, 25.1, 0, 2.8118, 0.8407, 0.1635,       0, 89.5391, 4.3275",
        "250,  0, 25.1, 0, 4.2429, 1.0186, 8.9167,       0, 79.1771, 3.9925",
        "  0,  0, 25.1, 1,      0, 0.1490,      0,  3.6398, 89.5664, 4.3282",
        "  0,  0, 25.1, 5,      0, 0.1490,      0, 15.7807, 77.4255, 3.9231",
        "  0, 11, 19.0, 2,      0, 0.1490,      0, 19.0000, 74.2062, 3.7876",
    })
    void theFullModelReproducesTheGoldenTable(
            double oneWayMs,
            double ie,
            double bpl,
            double lossPct,
            double idte,
            double idle,
            double idd,
            double ieEff,
            double r,
            double mos) {
        // When
        Transmission rated = EModel.full(oneWayMs, new Codec(ie, bpl), lossPct, 1);

        // Then
        assertThat(rated.idte()).as("Idte").isCloseTo(idte, FOUR_DECIMALS);
        assertThat(rated.idle()).as("Idle").isCloseTo(idle, FOUR_DECIMALS);
        assertThat(rated.idd()).as("Idd").isCloseTo(idd, FOUR_DECIMALS);
        assertThat(rated.ieEff()).as("Ie,eff").isCloseTo(ieEff, FOUR_DECIMALS);
        assertThat(rated.r()).as("R").isCloseTo(r, FOUR_DECIMALS);
        assertThat(rated.mos()).as("MOS").isCloseTo(mos, FOUR_DECIMALS);
    }

    @ParameterizedTest(name = "Ta {0} ms, loss {1} %: R {2}, MOS {3}")
    @CsvSource({
        "150, 0, 93.04, 4.41",
        "150, 2, 77.20, 3.91",
        "200, 1, 81.52, 4.08",
        "250, 5, 52.62, 2.71",
        "400, 0, 69.13, 3.56"
    })
    void theReducedFormReproducesItsGoldenValues(double oneWayMs, double lossPct, double r, double mos) {
        // When
        double rating = EModel.reduced(oneWayMs, new Codec(0, 10), lossPct);

        // Then
        assertThat(rating).isCloseTo(r, TWO_DECIMALS);
        assertThat(EModel.mos(rating)).isCloseTo(mos, TWO_DECIMALS);
    }

    @ParameterizedTest(name = "R {0} is MOS {1}")
    @CsvSource({"-5, 1", "0, 1", "50, 2.575", "60, 3.1", "70, 3.597", "80, 4.024", "90, 4.339", "100, 4.5", "120, 4.5"})
    void aRatingIsAScoreByTheStandardsCurve(double r, double mos) {
        assertThat(EModel.mos(r)).isCloseTo(mos, THREE_DECIMALS);
    }

    @Test
    void lossInBurstsIsWorseThanTheSameLossAtRandom() {
        // Given
        Codec codec = new Codec(0, 10);

        // When
        double random = EModel.ieEff(codec, 2, 1);
        double bursts = EModel.ieEff(codec, 2, 2);

        // Then (95 · 2 / (2 + 10) and 95 · 2 / (1 + 10))
        assertThat(random).isCloseTo(15.8333, FOUR_DECIMALS);
        assertThat(bursts).isCloseTo(17.2727, FOUR_DECIMALS);
    }

    @ParameterizedTest
    @CsvSource({"-1, 10", "95, 10", "0, 0", "NaN, 10", "0, NaN"})
    void aCodecOutsideTheModelIsRefused(double ie, double bpl) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Codec(ie, bpl));
    }

    @Property
    void aHigherRatingNeverHasTheLowerScore(
            @ForAll @DoubleRange(min = -20, max = 120) double r, @ForAll @DoubleRange(max = 20) double more) {
        assertThat(EModel.mos(r + more)).isGreaterThanOrEqualTo(EModel.mos(r));
        assertThat(EModel.mos(r)).isBetween(1.0, 4.5);
    }

    @Property
    void moreLossOrMoreDelayNeverRaisesTheRating(
            @ForAll @DoubleRange(max = 1_000) double oneWayMs,
            @ForAll @DoubleRange(max = 500) double longer,
            @ForAll @DoubleRange(max = 100) double lossPct,
            @ForAll @DoubleRange(max = 20) double more) {
        // Given
        Codec codec = MosEstimate.OPUS;

        // When
        double before = EModel.reduced(oneWayMs, codec, lossPct);

        // Then
        assertThat(EModel.reduced(oneWayMs, codec, lossPct + more)).isLessThanOrEqualTo(before);
        assertThat(EModel.reduced(oneWayMs + longer, codec, lossPct)).isLessThanOrEqualTo(before + 1e-9);
    }
}
