# Draws multimodal-bc.svg and multimodal-bc.png from multimodal-bc.csv; run in this folder: gnuplot multimodal-bc.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1380,880 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1380,880 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'multimodal-bc.svg'; outputs[2] = 'multimodal-bc.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,3 rowsfirst title 'Forty episodes of each clone, and how often it collides' font ',15'
  set title 'Gaussian' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [-1.5:1.5]
  set ylabel 'trees ahead'
  unset logscale y
  set format y '%h'
  set yrange [-0.2:3.2]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'multimodal-bc.csv' skip 1 using (($1+$2)/2):(($3+$4)/2):1:2:3:4 with boxxyerror fillstyle solid 1 noborder lc rgb '#9A9A9A' title 'trees', \
    'multimodal-bc.csv' skip 1 using 5:6 with lines lw 2 lc rgb '#0072B2' title 'clone', \
    'multimodal-bc.csv' skip 1 using 7:8 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'multimodal-bc.csv' skip 1 using 7:8 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle
  set title 'mixture' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [-1.5:1.5]
  set ylabel 'trees ahead'
  unset logscale y
  set format y '%h'
  set yrange [-0.2:3.2]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'multimodal-bc.csv' skip 1 using (($9+$10)/2):(($11+$12)/2):9:10:11:12 with boxxyerror fillstyle solid 1 noborder lc rgb '#9A9A9A' title 'trees', \
    'multimodal-bc.csv' skip 1 using 13:14 with lines lw 2 lc rgb '#0072B2' title 'clone', \
    'multimodal-bc.csv' skip 1 using 15:16 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'multimodal-bc.csv' skip 1 using 15:16 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle
  set title 'latent' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [-1.5:1.5]
  set ylabel 'trees ahead'
  unset logscale y
  set format y '%h'
  set yrange [-0.2:3.2]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'multimodal-bc.csv' skip 1 using (($17+$18)/2):(($19+$20)/2):17:18:19:20 with boxxyerror fillstyle solid 1 noborder lc rgb '#9A9A9A' title 'trees', \
    'multimodal-bc.csv' skip 1 using 21:22 with lines lw 2 lc rgb '#0072B2' title 'clone', \
    'multimodal-bc.csv' skip 1 using 23:24 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'multimodal-bc.csv' skip 1 using 23:24 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle
  set title 'autoregressive' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [-1.5:1.5]
  set ylabel 'trees ahead'
  unset logscale y
  set format y '%h'
  set yrange [-0.2:3.2]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'multimodal-bc.csv' skip 1 using (($25+$26)/2):(($27+$28)/2):25:26:27:28 with boxxyerror fillstyle solid 1 noborder lc rgb '#9A9A9A' title 'trees', \
    'multimodal-bc.csv' skip 1 using 29:30 with lines lw 2 lc rgb '#0072B2' title 'clone', \
    'multimodal-bc.csv' skip 1 using 31:32 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'multimodal-bc.csv' skip 1 using 31:32 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle
  set title 'collisions' font ',13'
  set xlabel 'head'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'part of episodes'
  unset logscale y
  set format y '%h'
  set yrange [0.0:1.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xrange [-0.6:3.6]
  set xtics rotate by -20 ('Gaussian' 0, 'mixture' 1, 'latent' 2, 'autoregressive' 3)
  plot 'multimodal-bc.csv' skip 1 every ::0::0 using ($33+0.0):(0):($33+-0.315):($33+0.315):(0):34 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#0072B2' notitle, \
    'multimodal-bc.csv' skip 1 every ::1::1 using ($33+0.0):(0):($33+-0.315):($33+0.315):(0):34 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#D55E00' notitle, \
    'multimodal-bc.csv' skip 1 every ::2::2 using ($33+0.0):(0):($33+-0.315):($33+0.315):(0):34 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#009E73' notitle, \
    'multimodal-bc.csv' skip 1 every ::3::3 using ($33+0.0):(0):($33+-0.315):($33+0.315):(0):34 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#E69F00' notitle
  unset multiplot
  unset output
}
