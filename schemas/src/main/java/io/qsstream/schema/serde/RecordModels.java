package io.qsstream.schema.serde;

import org.apache.avro.Conversion;
import org.apache.avro.specific.SpecificData;

/** Avro's data models as serde and state want them: generated coders where there are any, and the proven reader. */
public final class RecordModels {

    /** A model of its own for a record class, with the class's conversions: the generated one belongs to its users. */
    public static SpecificData of(Class<?> recordType) {
        TrustedRecords.trust();
        SpecificData model = new SpecificData(recordType.getClassLoader());
        for (Conversion<?> conversion : SpecificData.getForClass(recordType).getConversions()) {
            model.addLogicalTypeConversion(conversion);
        }
        model.setCustomCoders(true);
        // A system property can switch it on; it builds readers of its own that ignore the generated coders.
        model.setFastReaderEnabled(false);
        return model;
    }

    private RecordModels() {}
}
