/// Letters of 5×7 dots, for text in PNG files.
enum PixelFont {
  /// Rows of a glyph, from the top.
  static let rows = 7
  /// Columns of a glyph; the sixth between two glyphs is empty.
  static let columns = 5

  /// For each character seven rows, each a digit to base 32 whose bits are dots, the highest at the left.
  private static let glyphs: [Character: String] = {
    let table = """
       0000000 !4444404 "aa00000 #aavavaa $4fke5u4 %op248j3 &cik8lid '4480000 (2488842 )8422248 *04lel40 +044v440
      ,0000448 -000e000 .00000cc /122488g 0ehjlphe 14c4444e 2eh1248v 3v2421he 426aiv22 5vgu11he 668guhhe 7v124888
      8ehhehhe 9ehhf12c :0cc0cc0 ;0cc0c48 <248g842 =00v0v00 >8421248 ?eh12404 @eh1dlle Aehhvhhh Buhhuhhu Cehggghe
      Dsihhhis Evgguggv Fvgguggg Gehgnhhf Hhhhvhhh Ie44444e J72222ic Khikokih Lggggggv Mhrllhhh Nhhpljhh Oehhhhhe
      Puhhuggg Qehhhlid Ruhhukih Sfgge11u Tv444444 Uhhhhhhe Vhhhhha4 Whhhllla Xhha4ahh Yhhha444 Zv1248gv [e88888e
      \\g884221 ]e22222e ^4ah0000 _000000v `8420000 a00e1fhf bggmphhu c00egghe d11djhhf e00ehvge f698s888 g0fhhf1e
      hggmphhh i40c444e j20622ic kggikoki lc44444e m00qllhh n00mphhh o00ehhhe p00uhugg q00djf11 r00mpggg s00ege1u
      t88s8896 u00hhhjd v00hhha4 w00hhlla x00ha4ah y00hhf1e z00v248v {2448442 |4444444 }8442448 ~008l200 −000v000
      ·0004000 ×00ha4ah °4a40000 →042v240 ←048v840 ↑4el4444 ↓4444le4 ±44v440v
      """
    var glyphs: [Character: String] = [" ": "0000000"]
    for entry in table.split(whereSeparator: { $0 == " " || $0 == "\n" }) where entry.count == 8 {
      glyphs[entry.first!] = String(entry.dropFirst())
    }
    return glyphs
  }()

  /// The rows of a character, five bits each; a frame for one that the font does not have.
  static func glyph(_ character: Character) -> [UInt8] {
    (glyphs[character] ?? "vhhhhhv").map { UInt8(String($0), radix: 32) ?? 0 }
  }
}
