package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pool names match as Go's filepath.Match says; the rows are from its documentation and tests. */
class PoolPatternTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "*, abc, true",
    "*c, abc, true",
    "a*, a, true",
    "a*, abc, true",
    "a*b*c*d*e*, axbxcxdxe, true",
    "a*b?c*x, abxbbxdbxebxczzx, true",
    "a*b?c*x, abxbbxdbxebxczzy, false",
    "ab[c], abc, true",
    "ab[b-d], abc, true",
    "ab[e-g], abc, false",
    "ab[^c], abc, false",
    "ab[^e-g], abc, true",
    "a???b, axyzb, true",
    "a[^a][^a][^a]b, a123b, true",
    "a\\*b, axb, false",
    "a\\*b, a*b, true",
    "[a-ζ]*, a, true",
    "a?, a, false",
    "*x, xxx, true",
  })
  void matchesAsGoDoes(String pattern, String name, boolean matches) {
    assertThat(PoolPattern.of(pattern).matches(name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]a]", "[-]", "[x-]", "[-x]", "a[", "[a-b-c]", "[", "[^", "[^bc", "[a"})
  void refusesWhatIsNoPattern(String pattern) {
    assertThatThrownBy(() -> PoolPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pattern);
  }
}
