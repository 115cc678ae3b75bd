package io.qsstream.dashboard.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people read them: at most two decimals, none that says nothing. Pure. */
final class Numbers {

    static String plain(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private Numbers() {}
}
