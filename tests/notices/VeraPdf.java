import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Prints "flavour TAB file TAB rule TAB times TAB message" for every broken rule; arguments: flavours, "--", files. */
public class VeraPdf {
    public static void main(String[] arguments) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        int files = java.util.Arrays.asList(arguments).indexOf("--") + 1;
        for (int f = 0; f < files - 1; f++) {
            PDFAFlavour flavour = PDFAFlavour.fromString(arguments[f]);
            String name = flavour.name().replaceFirst("_", "-").replace("_", "") + ".xml";
            ValidationProfile profile = Profiles.profileFromXml(
                VeraPdf.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name));
            for (int i = files; i < arguments.length; i++) {
                report(arguments[f], arguments[i], flavour, profile);
            }
        }
    }

    private static void report(String label, String file, PDFAFlavour flavour, ValidationProfile profile)
            throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false);
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> times = new TreeMap<>();
            Map<String, String> message = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    times.merge(rule, 1, Integer::sum);
                    message.putIfAbsent(rule, assertion.getLocation().getContext() + " " + assertion.getMessage());
                }
            }
            for (String rule : times.keySet()) {
                String text = message.get(rule).replaceAll("\\s+", " ");
                System.out.println(label + "\t" + file + "\t" + rule + "\t" + times.get(rule) + "\t" + text);
            }
            System.out.println(label + "\t" + file + "\tdone\t" + result.getTotalAssertions() + "\t");
        }
    }
}
