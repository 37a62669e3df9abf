import java.io.File;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates files: the profiles, comma-separated, then the files. One line, fields by tabs. */
public class Check {
    public static void main(String[] arguments) {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < arguments.length; i++) {
            for (String profile : arguments[0].split(",")) {
                validate(new File(arguments[i]), profile);
            }
        }
    }

    private static void validate(File file, String profile) {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(profile);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
             PDFAValidator validator =
                 Foundries.defaultInstance().createValidator(flavour, 100, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-"
                        + assertion.getRuleId().getTestNumber();
                    print("RULE", profile, file, rule, assertion.getMessage() + " @ "
                        + assertion.getLocation().getContext());
                }
            }
            print(result.isCompliant() ? "PASS" : "FAIL", profile, file, "", "in all");
        } catch (Exception error) {
            print("FAIL", profile, file, "unreadable", String.valueOf(error));
        }
    }

    private static void print(String word, String profile, File file, String rule, String text) {
        System.out.println(String.join("\t", word, profile, file.toString(), rule,
            text.replaceAll("\\s+", " ")));
    }
}
